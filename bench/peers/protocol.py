"""What the peers share: the sizes of bench/vae.ts, and the lines that bench/worker.ts speaks."""
import json
import resource
import sys
import time

BATCH, PIXELS, HIDDEN, LATENTS = 100, 784, 400, 40


def weight_shapes(layers):
    shapes = dict(e1=(PIXELS, HIDDEN), e2=(HIDDEN, HIDDEN), mean=(HIDDEN, LATENTS), logStd=(HIDDEN, LATENTS))
    shapes.update(d1=(LATENTS, HIDDEN), d2=(HIDDEN, HIDDEN), out=(HIDDEN, PIXELS))
    if layers > 0:
        shapes["flow"] = (HIDDEN, layers * (2 * LATENTS + 1))
    return shapes


def say(message):
    print(json.dumps(message), flush=True)


def peak_mib():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def resident_mib():
    pages = int(open("/proc/self/statm").read().split()[1])
    return round(pages * resource.getpagesize() / 2**20)


def measure(step):
    """Says when ready; runs as many steps as each line asks for; says the memory at the end."""
    base, start = peak_mib(), time.perf_counter()
    step()
    say(dict(ready=True, setupMs=round((time.perf_counter() - start) * 1e3), baseMiB=base))
    for line in sys.stdin:
        times, cpu = [], time.process_time()
        for _ in range(int(line)):
            before = time.perf_counter()
            step()
            times.append((time.perf_counter() - before) * 1e3)
        say(dict(ms=times, cpuMs=(time.process_time() - cpu) * 1e3))
    say(dict(residentMiB=resident_mib(), peakMiB=peak_mib()))
