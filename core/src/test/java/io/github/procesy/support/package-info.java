/** What the tests of the core share. */
package io.github.procesy.support;
