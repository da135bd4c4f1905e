"""CPython's multiprocessing, measured the way the Java side is.

Started as: peers.py METHOD PROBE CORES. Says "ready", obeys "warm N" and "run N" on standard input, and
answers "done" and the samples, or "failed" and why. ProbeMain.java does the same.
"""

import collections
import multiprocessing
import multiprocessing.connection
import os
import platform
import signal
import sys
import time
import traceback

# As Throughput.java has it.
SKIPPED = 4
COUNTED = 12


def nothing():
    pass


def tell_time(sender):
    now = time.monotonic_ns()
    sender.send(now)


def wait_for_end(ready, end):
    ready.send(True)
    multiprocessing.connection.wait([end, multiprocessing.parent_process().sentinel])


def start_to_first(context, count):
    """The start call to the first instruction, in ms."""
    return [one_start_to_first(context) for _ in range(count)]


def one_start_to_first(context):
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=tell_time, args=(sender,))
    begun = time.monotonic_ns()
    process.start()
    first = receiver.recv()
    process.join()
    receiver.close()
    sender.close()
    return (first - begun) / 1e6


def start_join(context, count):
    """Start and join of an empty task, in ms."""
    samples = []
    for _ in range(count):
        begun = time.monotonic_ns()
        process = context.Process(target=nothing)
        process.start()
        process.join()
        samples.append((time.monotonic_ns() - begun) / 1e6)
    return samples


def sustained(context, count):
    """Starts and joins per second, as many at once as there are cores."""
    cores = int(sys.argv[3])
    return [one_sustained(context, cores) for _ in range(count)]


def one_sustained(context, cores):
    running = collections.deque()
    ends = []

    def join_oldest():
        running.popleft().join()
        ends.append(time.monotonic_ns())

    for _ in range(cores * (SKIPPED + COUNTED)):
        if len(running) == cores:
            join_oldest()
        process = context.Process(target=nothing)
        process.start()
        running.append(process)
    while running:
        join_oldest()
    return cores * COUNTED * 1e9 / (ends[-1] - ends[cores * SKIPPED - 1])


class Waiting:
    """A process that has begun its work and waits."""

    def __init__(self, context):
        ready, self.ready_end = context.Pipe(duplex=False)
        self.end, self.end_sender = context.Pipe(duplex=False)
        self.process = context.Process(
            target=wait_for_end, args=(self.ready_end, self.end), daemon=True)
        self.process.start()
        ready.recv()
        self.pipes = [ready, self.ready_end, self.end, self.end_sender]

    def finish(self):
        if self.process.is_alive():
            self.end_sender.send(True)
            self.process.join()
        for pipe in self.pipes:
            pipe.close()


def idle_memory(context, count):
    """The proportional set size of a process that has begun its work and waits, in MiB."""
    samples = []
    for _ in range(count):
        waiting = Waiting(context)
        time.sleep(0.05)
        samples.append(pss(waiting.process.pid))
        waiting.finish()
    return samples


def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        for line in rollup:
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    raise OSError("smaps_rollup has no line that says Pss:")


def death(context, count):
    """kill -9 to the return of join, in ms."""
    samples = []
    while len(samples) < count:
        some = [Waiting(context) for _ in range(min(10, count - len(samples)))]
        for waiting in some:
            begun = time.monotonic_ns()
            os.kill(waiting.process.pid, signal.SIGKILL)
            waiting.process.join()
            samples.append((time.monotonic_ns() - begun) / 1e6)
            waiting.finish()
    return samples


def main():
    context = multiprocessing.get_context(sys.argv[1])
    probe = globals()[sys.argv[2]]
    print("ready Python", platform.python_version(), flush=True)
    for line in sys.stdin:
        word, count = line.split()
        try:
            samples = probe(context, int(count))
            print("done", *(samples if word == "run" else ()), flush=True)
        except Exception as e:
            traceback.print_exc()
            print("failed", repr(e), flush=True)


if __name__ == "__main__":
    main()
