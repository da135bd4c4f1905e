package io.github.procesy.sync;

import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

import io.github.procesy.tree.ProcessTable;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Texts;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;

/** What a lock remembers of the death of a holder: the last one, until somebody says that all is well. */
final class Deaths {
    private static final System.Logger LOG = System.getLogger(SharedLock.class.getName());

    private final SyncState state;
    private final MemorySegment memory;

    Deaths(SyncState state) {
        this.state = state;
        memory = state.memory();
    }

    /** Notes the death of a holder, with the guard held; may be done twice. */
    void note(long process) {
        ProcessTable processes = state.processes();
        OwnerDeath death = new OwnerDeath(processes.name(process), processes.pid(process),
                Instant.ofEpochMilli(processes.diedAtMillis(process)));
        Texts.write(memory, SyncLayout.DEATH_NAME, SyncLayout.NAME_BYTES, death.process());
        SharedWords.setLongOpaque(memory, SyncLayout.DEATH_AT, death.noticedAt().toEpochMilli());
        SharedWords.setLongRelease(memory, SyncLayout.DEATH_PID, death.pid());
        state.afterGuard(() -> LOG.log(Level.WARNING,
                "The lock ''{0}'' was held when {1}. It is free again; what it protects may"
                        + " be half changed.",
                state.name(), death));
    }

    Optional<OwnerDeath> get() {
        long pid = SharedWords.getLongAcquire(memory, SyncLayout.DEATH_PID);
        return pid == 0
                ? Optional.empty()
                : Optional.of(new OwnerDeath(
                        Texts.read(memory, SyncLayout.DEATH_NAME, SyncLayout.NAME_BYTES), pid,
                        Instant.ofEpochMilli(
                                SharedWords.getLongOpaque(memory, SyncLayout.DEATH_AT))));
    }

    void clear() {
        SharedWords.setLongRelease(memory, SyncLayout.DEATH_PID, 0);
    }
}
