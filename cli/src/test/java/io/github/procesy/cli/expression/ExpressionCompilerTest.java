package io.github.procesy.cli.expression;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Expressions and their errors, to the character. */
class ExpressionCompilerTest {
    private final ExpressionCompiler compiler = new ExpressionCompiler(List.of());

    @Test
    void compilesLambdasAndMethodReferences() throws Throwable {
        assertThat(applied("s -> s.length() + 1", "abc")).isEqualTo(4);
        assertThat(applied("Long::parseLong", "42")).isEqualTo(42L);
        assertThat(applied("String::new", "x")).isEqualTo("x");
        assertThat(applied("\"<%s>\"::formatted", "x")).isEqualTo("<x>");
    }

    @Test
    void importsTheModulesThatAreWorthHaving() throws Throwable {
        assertThat(applied("s -> List.of(Path.of(s), Pattern.compile(s), new BigDecimal(s),"
                + " Duration.ofDays(1), Stream.of(s).toList(), HttpClient.Version.HTTP_2)", "1"))
                .asString()
                .isEqualTo("[1, 1, 1, PT24H, [1], HTTP_2]");
    }

    @Test
    void mayThrowCheckedExceptions() {
        assertThatThrownBy(() -> applied("s -> Files.readString(Path.of(s))", "/no/where"))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @Test
    void anExpressionWithoutAResultReturnsNoResult() throws Throwable {
        assertThat(applied("s -> { }", "x")).isEqualTo(NoResult.INSTANCE);
        assertThat(applied("System::getProperty", "no such property")).isNull();
    }

    @Test
    void mayHaveSeveralLinesAndEndWithAComment() throws Throwable {
        assertThat(applied("s -> {\n    return s + s;\n} // twice", "ab")).isEqualTo("abab");
    }

    @Test
    void stackTracesNameTheLineOfTheExpression() {
        assertThatThrownBy(() -> applied("s -> {\n\n  return 1 / s.length();\n}", ""))
                .isInstanceOf(ArithmeticException.class)
                .satisfies(e -> assertThat(e.getStackTrace()[0].toString())
                        .endsWith("(expression:3)"));
    }

    @Test
    void showsAMissingSymbol() {
        assertErrors("n -> foo(n)", """
                expression:1: error: cannot find symbol
                n -> foo(n)
                     ^
                  symbol:   method foo(String)
                1 error""");
    }

    @Test
    void showsTheLineAndColumnInLaterLines() {
        assertErrors("n -> {\n\tint length = n.size();\n\treturn leng;\n}", """
                expression:2: error: cannot find symbol
                \tint length = n.size();
                \t              ^
                  symbol:   method size()
                  location: variable n of type String
                expression:3: error: cannot find symbol
                \treturn leng;
                \t       ^
                  symbol:   variable leng
                2 errors""");
    }

    @Test
    void showsWhatIsMissingBehindTheEndAtTheEnd() {
        assertErrors("n -> n +", """
                expression:1: error: illegal start of expression
                n -> n +
                        ^
                1 error""");
        assertErrors("n -> (n", """
                expression:1: error: ')' expected
                n -> (n
                       ^
                1 error""");
    }

    @Test
    void showsAWrongType() {
        assertErrors("42", """
                expression:1: error: incompatible types: int cannot be converted to\
                 ItemFunction
                42
                ^
                1 error""");
    }

    @Test
    void showsTheErrorsOfTheBetterGuessOfFunctionAndAction() {
        assertErrors("s -> { System.out.prinln(s); }", """
                expression:1: error: cannot find symbol
                s -> { System.out.prinln(s); }
                                 ^
                  symbol:   method prinln(String)
                  location: variable out of type PrintStream
                1 error""");
    }

    private Object applied(String expression, String item) throws Throwable {
        return compiler.compile(expression).load(getClass().getClassLoader()).apply(item);
    }

    private void assertErrors(String expression, String errors) {
        assertThatThrownBy(() -> compiler.compile(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessage(errors);
    }
}
