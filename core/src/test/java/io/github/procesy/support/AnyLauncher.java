package io.github.procesy.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/**
 * A test of what is the same behind either launcher, and so runs with the native one alone: how things are
 * written and read, the elements of shared memory, class and module paths, what happens in the parent alone, the contract of
 * locks and queues, whose ways to wait are the same natively for virtual threads and for long waits.
 * What has to do with starting, talking to, waiting for, or ending a process runs with both.
 */
@Tag("any-launcher")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AnyLauncher {}
