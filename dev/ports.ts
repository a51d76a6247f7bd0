import { createServer } from 'node:net';

export { freePort } from '../db/free-port.ts';

/** Whether a server could listen on this port of loopback. */
export const isFree = (port: number, host = '127.0.0.1') =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });

/**
 * Throws one Error that names every taken port together with the variable that changes it.
 * `wanted`: variable → what listens there and on which port.
 */
export async function requireFreePorts(
  wanted: Record<string, { port: number; what: string }>,
): Promise<void> {
  const lines: string[] = [];
  const seen = new Map<number, string>();
  for (const [variable, { port, what }] of Object.entries(wanted)) {
    const other = seen.get(port);
    if (other)
      lines.push(`  ${port} is meant for both ${other} and ${variable}; set one of them to another port`);
    else if (!(await isFree(port)))
      lines.push(`  ${port} (${what}) is taken; set ${variable} to another port`);
    seen.set(port, variable);
  }
  if (lines.length) throw new Error(`Ports are not free:\n${lines.join('\n')}`);
}
