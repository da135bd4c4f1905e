package io.github.procesy.bench.pool;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/** Work of some milliseconds, that a core can do without the others. */
public enum Labour {
    /** A sieve of primes. */
    SIEVE {
        @Override
        int work(int seed) {
            int limit = 1_500_000 + seed;
            BitSet composite = new BitSet(limit);
            for (int i = 2; i * i < limit; i++) {
                if (!composite.get(i)) {
                    for (int j = i * i; j < limit; j += i) {
                        composite.set(j);
                    }
                }
            }
            return composite.cardinality();
        }
    },
    /** A part of the Mandelbrot set. */
    MANDELBROT {
        @Override
        int work(int seed) {
            int inside = 0;
            for (int i = 0; i < 20_000; i++) {
                double a = -2 + 3.0 * (i % 200) / 200;
                double b = -1 + 2.0 * (i / 200.0 + seed % 7 * 0.01) / 100;
                double x = 0;
                double y = 0;
                int n = 0;
                while (n < 500 && x * x + y * y < 4) {
                    double next = x * x - y * y + a;
                    y = 2 * x * y + b;
                    x = next;
                    n++;
                }
                inside += n == 500 ? 1 : 0;
            }
            return inside;
        }
    },
    /** Compression. */
    DEFLATE {
        @Override
        int work(int seed) {
            byte[] text = text(seed);
            Deflater deflater = new Deflater();
            try {
                deflater.setInput(text);
                deflater.finish();
                return deflater.deflate(new byte[2 * text.length]);
            } finally {
                deflater.end();
            }
        }
    },
    /** Hashing. */
    HASH {
        @Override
        int work(int seed) {
            byte[] bytes = text(seed);
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-512");
                for (int i = 0; i < 8; i++) {
                    digest.update(bytes);
                }
                return digest.digest()[0];
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has it", e);
            }
        }
    },
    /** Garbage, of which a part lives for a while. */
    GARBAGE {
        @Override
        int work(int seed) {
            List<List<Integer>> living = new ArrayList<>();
            int sum = 0;
            for (int i = 0; i < 30_000; i++) {
                List<Integer> some = new ArrayList<>();
                for (int j = 0; j < 12; j++) {
                    some.add(1000 + i + j + seed);
                }
                if (i % 4 == 0) {
                    living.add(some);
                }
                sum += some.hashCode();
            }
            return sum + living.size();
        }
    };

    private static final int TEXT_BYTES = 300_000;

    /** Works; what it returns depends on all of it. */
    abstract int work(int seed);

    private static byte[] text(int seed) {
        byte[] text = new byte[TEXT_BYTES];
        Random random = new Random(seed);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + Math.min(25, (int) Math.abs(random.nextGaussian() * 6)));
        }
        return text;
    }
}
