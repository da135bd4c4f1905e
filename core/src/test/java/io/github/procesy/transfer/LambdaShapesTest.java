package io.github.procesy.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.TaskCodec;
import io.github.procesy.wire.TaskDecoder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every shape of a lambda's body is called with what was captured. */
@AnyLauncher
class LambdaShapesTest implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private static List<String> ran = new ArrayList<>();

    private final int field = 7;

    /** An interface with bodies of its own. */
    interface Greeter extends java.io.Serializable {
        String name();

        default SerializableCallable<String> greeting(String word) {
            return () -> word + " " + name();
        }

        static SerializableCallable<Integer> fixed(int number) {
            return () -> number + 1;
        }
    }

    record Person(String name) implements Greeter {
        Person {
            ran.add("made " + name);
        }

        Person() {
            this("nobody");
        }
    }

    private static Object call(SerializableCallable<?> task) throws Exception {
        return decode(task, false).call();
    }

    private static SerializableCallable<?> decode(java.io.Serializable task, boolean prepared) {
        var encoded = TaskCodec.encode(task, new Loaders());
        assertThat(encoded.bytes()[0]).as("travels as a lambda").isEqualTo((byte) 1);
        ClassLoader loader = LambdaShapesTest.class.getClassLoader();
        TaskDecoder decoder = new TaskDecoder(Loaders.of(loader));
        if (prepared) {
            decoder.prepare(encoded.outline(), loader);
        }
        return decoder.decode(encoded.bytes());
    }

    @Test
    void everyPrimitiveTypeIsUnboxed() throws Exception {
        boolean flag = true;
        byte small = -1;
        short shorter = -300;
        char letter = '\uffff';
        int number = Integer.MIN_VALUE;
        long big = Long.MAX_VALUE;
        float single = Float.MIN_VALUE;
        double twice = -0.0;
        String text = "ż";
        assertThat(call(() -> flag + " " + small + " " + shorter + " " + (int) letter + " " + number
                + " " + big + " " + single + " " + twice + " " + text)).isEqualTo(
                        "true -1 -300 65535 -2147483648 9223372036854775807 1.4E-45 -0.0 ż");
    }

    @Test
    void everyPrimitiveResultIsBoxed() throws Exception {
        assertThat(call("text"::length)).isEqualTo(4);
        assertThat(call("text"::isEmpty)).isEqualTo(false);
        assertThat(call(Long.valueOf(5)::byteValue)).isEqualTo((byte) 5);
        assertThat(call(Long.valueOf(5)::shortValue)).isEqualTo((short) 5);
        assertThat(call(Long.valueOf(5)::longValue)).isEqualTo(5L);
        assertThat(call(Long.valueOf(5)::floatValue)).isEqualTo(5f);
        assertThat(call(Long.valueOf(5)::doubleValue)).isEqualTo(5.0);
        assertThat(call(Character.valueOf('c')::charValue)).isEqualTo('c');
        assertThat(call(System::nanoTime)).isInstanceOf(Long.class);
    }

    @Test
    void arraysAndNullAreCast() throws Exception {
        int[] numbers = {1, 2};
        String[][] texts = {{"a"}, {}};
        Object nothing = null;
        assertThat(call(() -> Arrays.toString(numbers) + Arrays.deepToString(texts) + nothing))
                .isEqualTo("[1, 2][[a], []]null");
        assertThat(call(numbers::clone)).isEqualTo(numbers);
    }

    @Test
    void bodiesOfObjectsAndInterfacesHaveTheirReceiver() throws Exception {
        assertThat(call(() -> field + 1)).isEqualTo(8);
        assertThat(call(this::privately)).isEqualTo("private 7");
        assertThat(call(new Person("you").greeting("Hello"))).isEqualTo("Hello you");
        assertThat(call(Greeter.fixed(41))).isEqualTo(42);
        Greeter greeter = new Person("me");
        assertThat(call(greeter::name)).isEqualTo("me");
        List<String> list = new ArrayList<>(List.of("x"));
        assertThat(call(list::size)).isEqualTo(1);
    }

    private String privately() {
        return "private " + field;
    }

    @Test
    void constructorsMake() throws Exception {
        assertThat(call(Person::new)).isEqualTo(new Person());
        assertThat((List<?>) call(ArrayList::new)).isEmpty();
    }

    @Test
    void whatTheBodyThrowsComesAsItIs() {
        assertThatThrownBy(() -> call(() -> {
            throw new IOException("checked");
        })).isExactlyInstanceOf(IOException.class).hasMessage("checked");
        assertThatThrownBy(() -> call(() -> {
            throw new StackOverflowError();
        })).isExactlyInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> decode((SerializableRunnable) () -> {
            throw new IllegalStateException("unchecked");
        }, true).call()).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void gettingReadyRunsNothing() throws Exception {
        ran.clear();
        SerializableCallable<?> decoded =
                decode((SerializableRunnable) () -> ran.add("body"), true);
        assertThat(ran).isEmpty();
        assertThat(decoded.call()).isNull();
        assertThat(ran).containsExactly("body");
    }

    @Test
    void manyValuesAreCaptured() throws Exception {
        long a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10;
        double k = 11, l = 12, m = 13, n = 14, o = 15, p = 16, q = 17, r = 18, s = 19, t = 20;
        assertThat(call(() -> a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r
                + s + t)).isEqualTo(210.0);
    }
}
