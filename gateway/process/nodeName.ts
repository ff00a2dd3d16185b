import { sha256Hex } from '../../lib/hash.ts';
import type { GatewayConfig } from '../config.ts';

/** What tells one process from all others that write entries into the same log. */
export interface NodePlace {
  readonly hostname: string;
  /** From 1. */
  readonly worker: number;
}

/**
 * The name under which a process writes entries: the same after each start, and nobody else's. Names of
 * hosts may be names of people, and what stands in a header stays: unless the operator names the node, it
 * is told by a digest of the host and by the port.
 */
export function nodeNameOf(
  { nodeName, port }: Pick<GatewayConfig, 'nodeName' | 'port'>,
  { hostname, worker }: NodePlace,
): string {
  const place = nodeName ?? `${sha256Hex(hostname).slice(0, 10)}-${String(port)}`;
  return `gateway-${place}-${String(worker)}`;
}
