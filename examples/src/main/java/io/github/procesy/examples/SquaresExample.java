package io.github.procesy.examples;

import java.util.ArrayList;
import java.util.List;

import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.process.ChildProcess;

/**
 * Three processes that fill one array, a third each. The Python program of the chapter prints zeros: a
 * slice of a shared array is a copy there, which the parent never sees again; here it is a view.
 */
public final class SquaresExample {
    private static final int PROCESSES = 3;

    private SquaresExample() {}

    public static void main(String[] args) throws InterruptedException {
        int[] numbers = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        int size = numbers.length / PROCESSES;
        List<ChildProcess<?>> processes = new ArrayList<>();
        try (var squares = SharedArray.ofInts(numbers.length)) {
            for (int i = 0; i < PROCESSES; i++) {
                int start = i * size;
                var part = squares.slice(start, size); // a view: no element is copied
                processes.add(ChildProcess.start(() -> square(numbers, start, part)));
            }
            for (var process : processes) {
                process.join();
                process.close();
            }
            System.out.println(squares);
        }
    }

    private static void square(int[] numbers, int start, SharedIntArray squares) {
        for (int i = 0; i < squares.length(); i++) {
            squares.set(i, numbers[start + i] * numbers[start + i]);
        }
    }
}
