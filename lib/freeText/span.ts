export type Shape = 'email' | 'phone' | 'iban';

/** A part of a folded text. */
export interface Span {
  readonly shape: Shape;
  readonly from: number;
  readonly to: number;
}
