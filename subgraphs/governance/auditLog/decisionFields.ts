/** What an entry's decision may hold; each type has its own members (docs/audit-format.md). */
export interface DecisionBody {
  readonly screen?: string | null;
  readonly document?: string | null;
  readonly purpose?: string | null;
  readonly basis?: string | null;
  readonly roles?: readonly string[];
  readonly region?: string | null;
  readonly epoch?: number | null;
  readonly lock?: string | null;
  readonly code?: string | null;
  readonly count?: number | null;
  readonly forms?: Forms;
  readonly subjects?: number | null;
  readonly rows?: number | null;
  readonly cells?: number | null;
  readonly receipts?: readonly { readonly hash: string }[];
}

/** Fields by the form in which they were shown. */
export type Forms = Readonly<Record<string, readonly string[]>>;

export interface ShownField {
  readonly coordinate: string;
  readonly form: string;
}

export const shownFields = (forms: Forms = {}): readonly ShownField[] =>
  Object.entries(forms)
    .flatMap(([form, fields]) => fields.map((coordinate) => ({ coordinate, form })))
    .sort(({ coordinate: left }, { coordinate: right }) => (left < right ? -1 : 1));
