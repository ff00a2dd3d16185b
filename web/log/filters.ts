import type { AuditLogQueryVariables } from '../../client/documents.generated.ts';

/** Types that entries have (docs/audit-format.md). */
export const types = [
  ...['release', 'deny', 'intent', 'command', 'export', 'lock', 'unlock', 'heartbeat'],
  ...['admin.read', 'admin.removal', 'admin.retention'],
] as const;

const names = ['type', 'actor', 'screen', 'field', 'from', 'to', 'after'] as const;
/** What stands in the address. Dates are days, both included. */
export type LogFilters = Readonly<Record<(typeof names)[number], string>>;

export const logFiltersOf = (query: URLSearchParams): LogFilters =>
  Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])) as LogFilters;

const dayMs = 86_400_000;

export function questionOf(filters: LogFilters): AuditLogQueryVariables {
  const { type, actor, screen, field, from, to, after } = filters;
  const given: AuditLogQueryVariables = {
    type: type === '' ? null : [type],
    actor: orNull(actor),
    screen: orNull(screen),
    coordinate: orNull(field),
    from: instantOf(from, 0),
    to: instantOf(to, dayMs),
    after: orNull(after),
  };
  return { first: 50, ...given };
}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** Days of UTC, as the log's own instants are; a text that is no day filters nothing. */
function instantOf(day: string, laterMs: number): string | null {
  const time = Date.parse(`${day}T00:00:00.000Z`);
  return Number.isNaN(time) ? null : new Date(time + laterMs).toISOString();
}
