/** Ports that nobody has at this moment. */
export function freePorts(count: number): number[] {
  const probes = Array.from({ length: count }, () =>
    Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } }),
  );
  const ports = probes.map(({ port }) => port);
  for (const probe of probes) probe.stop(true);
  return ports;
}

/** Waits until something listens there; throws what `whyNot` says once it is known that nothing ever will. */
export async function untilOpen(port: number, whyNot: () => string | null): Promise<void> {
  for (;;) {
    const reason = whyNot();
    if (reason !== null) throw new Error(reason);
    try {
      const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data() {} } });
      socket.end();
      return;
    } catch {
      await Bun.sleep(20);
    }
  }
}
