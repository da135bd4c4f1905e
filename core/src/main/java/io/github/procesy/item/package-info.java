/** How the items of queues and pipes become bytes in shared memory, and objects again. */
package io.github.procesy.item;
