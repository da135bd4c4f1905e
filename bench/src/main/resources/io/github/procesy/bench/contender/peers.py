"""CPython's multiprocessing and its kin, measured the way the Java side is.

Started as: peers.py METHOD PROBE CORES. Says "ready", obeys "warm N" and "run N" on standard input, and
answers "done" and the samples, or "failed" and why. ProbeMain.java does the same.
"""

import collections
import concurrent.futures
import dataclasses
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


class Partners:
    """Some that work at once: this process and others; all wait in between."""

    def __init__(self, context, target, *shared, others=1):
        self.barrier = context.Barrier(1 + others)
        self.target = target
        self.shared = shared
        self.processes = [
            context.Process(target=be_partner, args=(self.barrier, target, side, shared), daemon=True)
            for side in range(1, 1 + others)]
        for process in self.processes:
            process.start()

    def nanos(self):
        self.barrier.wait()
        begun = time.monotonic_ns()
        self.target(0, *self.shared)
        self.barrier.wait()
        return time.monotonic_ns() - begun


def be_partner(barrier, target, side, shared):
    while True:
        barrier.wait()
        target(side, *shared)
        barrier.wait()


PARTNERS = {}


def together(context, count, operations, unit, target, make):
    """The time of one operation of two that do so many; the other process is started once."""
    if target not in PARTNERS:
        PARTNERS[target] = Partners(context, target, *make())
    return [PARTNERS[target].nanos() / unit / operations for _ in range(count)]


LOCKS = 20_000
TURNS = 500


def lock_alone(context, count):
    """Lock and unlock, in ns."""
    lock = context.Lock()
    samples = []
    for _ in range(count):
        begun = time.monotonic_ns()
        hammer(0, lock)
        samples.append((time.monotonic_ns() - begun) / LOCKS)
    return samples


def hammer(side, lock):
    for _ in range(LOCKS):
        lock.acquire()
        lock.release()


def lock_together(context, count):
    """Lock and unlock that two processes want, in ns."""
    return together(context, count, 2 * LOCKS, 1, hammer, lambda: (context.Lock(),))


def add(side, number):
    for _ in range(LOCKS):
        with number.get_lock():
            number.value += 1


def add_together(context, count):
    """Addition to one number by two processes, in ns."""
    return together(context, count, 2 * LOCKS, 1, add, lambda: (context.Value("q", 0),))


def meet(side, barrier):
    for _ in range(TURNS):
        barrier.wait()


def barrier(context, count):
    """A round of a barrier of two processes, in us."""
    return together(context, count, TURNS, 1e3, meet, lambda: (context.Barrier(2),))


def take_turns(side, changed, turn):
    for _ in range(TURNS):
        with changed:
            while turn.value != side:
                changed.wait()
            turn.value = 1 - side
            changed.notify()


def condition(context, count):
    """A hand-over by a condition, in us."""
    return together(context, count, 2 * TURNS, 1e3, take_turns,
                    lambda: (context.Condition(), context.Value("b", 0, lock=False)))


CAPACITY = 1024
BATCH = 256
ITEMS = 16 * 1024
LINES = [f"a line of thirty-two letters {i:03x}" for i in range(CAPACITY)]


@dataclasses.dataclass(frozen=True)
class Order:
    id: int
    time: int
    price: float
    amount: float
    side: int
    kind: int
    customer: str
    share: str


def order(i):
    return Order(i, 1_700_000_000_000 + i, 99.5, 3.0, 1, 2,
                 "a customer whose name has forty letters!", "a share, twenty long")


def carry(side, queue, readers, taken, put, item):
    if side < readers:
        for _ in range(taken):
            queue.get()
    else:
        for i in range(put):
            queue.put(item(i))


def rate(context, count, make, item=lambda i: i, writers=1, readers=1, batch=1):
    """Millions of items a second through a queue; the other processes are started once."""
    if rate not in PARTNERS:
        put = ITEMS // batch // writers
        PARTNERS[rate] = Partners(context, carry, make(), readers, put * writers // readers, put, item,
                                  others=writers + readers - 1)
    return [ITEMS * 1e3 / PARTNERS[rate].nanos() for _ in range(count)]


def queue_ints(context, count):
    return rate(context, count, lambda: context.Queue(CAPACITY))


def simple_queue_ints(context, count):
    return rate(context, count, context.SimpleQueue)


def queue_4_1(context, count):
    return rate(context, count, lambda: context.Queue(CAPACITY), writers=4)


def queue_4_4(context, count):
    return rate(context, count, lambda: context.Queue(CAPACITY), writers=4, readers=4)


def queue_records(context, count):
    return rate(context, count, lambda: context.Queue(CAPACITY), item=order)


def queue_strings(context, count):
    return rate(context, count, lambda: context.Queue(CAPACITY), item=lambda i: LINES[i % CAPACITY])


def queue_batch(context, count):
    """Each batch is a list, and an item of the queue."""
    return rate(context, count, lambda: context.Queue(CAPACITY // BATCH), batch=BATCH,
                item=lambda i: list(range(i * BATCH, (i + 1) * BATCH)))


INTERVAL_NANOS = 100_000
TURN = 1000
LATENCIES = []


def pace(side, queue):
    if side == 0:
        for _ in range(TURN):
            put = queue.get()
            LATENCIES.append((time.monotonic_ns() - put) / 1e3)
        return
    due = time.monotonic_ns()
    for _ in range(TURN):
        due += INTERVAL_NANOS
        # A writer that spins would keep the queue's own thread from its work.
        time.sleep(max(0, due - time.monotonic_ns()) / 1e9)
        queue.put(time.monotonic_ns())


def queue_paced(context, count):
    """Put to take at a steady pace, in us."""
    if pace not in PARTNERS:
        PARTNERS[pace] = Partners(context, pace, context.Queue(CAPACITY))
    LATENCIES.clear()
    while len(LATENCIES) < count:
        PARTNERS[pace].nanos()
    return LATENCIES[:count]


ECHO = []
PAUSE_NANOS = 300_000


def send_back(end):
    while True:
        end.send(end.recv())


def trips(context, count, pause):
    """Round trips of a number through a pipe, in us."""
    if not ECHO:
        near, far = context.Pipe()
        process = context.Process(target=send_back, args=(far,), daemon=True)
        process.start()
        ECHO.append(near)
    near = ECHO[0]
    samples = []
    for i in range(count):
        end = time.monotonic_ns() + pause
        while pause and time.monotonic_ns() < end:
            pass
        begun = time.monotonic_ns()
        near.send(i)
        near.recv()
        samples.append((time.monotonic_ns() - begun) / 1e3)
    return samples


def pipe_hot(context, count):
    return trips(context, count, 0)


def pipe_parked(context, count):
    return trips(context, count, PAUSE_NANOS)


MESSAGES = 128
MEBIBYTE = bytes(1 for _ in range(1 << 20))


def carry_bytes(side, near, far):
    for _ in range(MESSAGES):
        if side == 0:
            near.recv_bytes()
        else:
            far.send_bytes(MEBIBYTE)


def pipe_1mib(context, count):
    """Messages of a mebibyte one way, in GiB a second."""
    if carry_bytes not in PARTNERS:
        PARTNERS[carry_bytes] = Partners(context, carry_bytes, *context.Pipe())
    return [MESSAGES / 1024 * 1e9 / PARTNERS[carry_bytes].nanos() for _ in range(count)]


POOLS = {}
PIDS = os.pipe()
MILLION = range(1_000_000)
SOME = range(20_000)


def one():
    return 1


def increment(n):
    return n + 1


def pool_of(context):
    if "pool" not in POOLS:
        POOLS["pool"] = context.Pool(os.cpu_count())
    return POOLS["pool"]


def executor_of(context):
    if "executor" not in POOLS:
        POOLS["executor"] = concurrent.futures.ProcessPoolExecutor(os.cpu_count(), mp_context=context)
    return POOLS["executor"]


def billiard_of():
    if "billiard" not in POOLS:
        import billiard
        POOLS["billiard"] = billiard.Pool(os.cpu_count())
    return POOLS["billiard"]


def pebble_of():
    if "pebble" not in POOLS:
        import pebble
        POOLS["pebble"] = pebble.ProcessPool(os.cpu_count())
    return POOLS["pebble"]


def joblib_of():
    """Keeps its workers from one call to the next."""
    if "joblib" not in POOLS:
        import joblib
        POOLS["joblib"] = joblib.Parallel(n_jobs=os.cpu_count()).__enter__()
    return POOLS["joblib"]


def timed(count, action):
    """How many nanoseconds it takes, each time."""
    samples = []
    for _ in range(count):
        begun = time.monotonic_ns()
        action()
        samples.append(time.monotonic_ns() - begun)
    return samples


def micros(count, action):
    return [nanos / 1e3 for nanos in timed(count, action)]


def millions(count, items, action):
    """Each time, how many millions of these items a second."""
    return [1e3 / nanos * len(items) for nanos in timed(count, lambda: action(items))]


def pool_task(context, count):
    """An empty task, in us."""
    pool = pool_of(context)
    return micros(count, lambda: pool.apply(one))


def executor_task(context, count):
    executor = executor_of(context)
    return micros(count, lambda: executor.submit(one).result())


def billiard_task(context, count):
    pool = billiard_of()
    return micros(count, lambda: pool.apply(one))


def pebble_task(context, count):
    pool = pebble_of()
    return micros(count, lambda: pool.schedule(one).result())


def joblib_task(context, count):
    import joblib
    parallel = joblib_of()
    return micros(count, lambda: parallel([joblib.delayed(one)()]))


def pool_map(context, count):
    """Items in chunks of the library's choice, in millions a second."""
    pool = pool_of(context)
    return millions(count, MILLION, lambda items: pool.map(increment, items))


def billiard_map(context, count):
    pool = billiard_of()
    return millions(count, MILLION, lambda items: pool.map(increment, items))


def joblib_map(context, count):
    import joblib
    parallel = joblib_of()
    return millions(count, SOME, lambda items: parallel(joblib.delayed(increment)(i) for i in items))


def pool_map_one(context, count):
    """Items one at a time, in millions a second."""
    pool = pool_of(context)
    return millions(count, SOME, lambda items: pool.map(increment, items, 1))


def billiard_map_one(context, count):
    pool = billiard_of()
    return millions(count, SOME, lambda items: pool.map(increment, items, 1))


def pebble_map_one(context, count):
    pool = pebble_of()
    return millions(count, SOME, lambda items: list(pool.map(increment, items).result()))


def executor_submit(context, count):
    """Empty tasks, all submitted and then waited for, in millions a second."""
    executor = executor_of(context)
    return millions(count, SOME, lambda items: [
        future.result() for future in [executor.submit(one) for _ in items]])


def pebble_submit(context, count):
    pool = pebble_of()
    return millions(count, SOME, lambda items: [
        future.result() for future in [pool.schedule(one) for _ in items]])


def executor_death(context, count):
    """kill -9 of a worker until the future of its task tells it, in ms; the executor is of no use then."""
    samples = []
    for _ in range(count):
        samples.append(death_of_worker(executor_of(context).submit))
        POOLS.pop("executor").shutdown()
    return samples


def pebble_death(context, count):
    return [death_of_worker(pebble_of().schedule) for _ in range(count)]


def death_of_worker(submit):
    future = submit(tell_pid_and_sleep)
    pid = int.from_bytes(os.read(PIDS[0], 4), "little")
    time.sleep(0.01)
    begun = time.monotonic_ns()
    os.kill(pid, signal.SIGKILL)
    if future.exception() is None:
        raise RuntimeError("a task whose worker was killed returned")
    return (time.monotonic_ns() - begun) / 1e6


def tell_pid_and_sleep():
    os.write(PIDS[1], os.getpid().to_bytes(4, "little"))
    time.sleep(60)


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
