/** How rows of one type meet rows of another inside a store. */
export interface Edge {
  /** `Customer.opportunities` */
  readonly field: string;
  /** Column of the parent's row (`customer.id`), or the bare key `id` of a contribution without a row. */
  readonly from: string;
  /** Column of the target's row that equals it. */
  readonly to: string;
  /** SQL order of a list, ending in a unique column; `id` unless said. */
  readonly order?: string;
  /** SQL over the target's alias `t` that always holds, for example `t.direction = 'INBOUND'`. */
  readonly where?: string;
}

/**
 * Declares a list, a connection or a to-one inside this store. Pointers to another store's entity
 * need none: their column in the policy map says it. Fields of a type that shares its parent's
 * table need none either: they read the same row.
 */
export const edge = (field: string, how: Omit<Edge, 'field'>): Edge => ({ field, ...how });
