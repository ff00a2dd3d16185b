/**
 * Whether anybody still waits for an answer. An `AbortSignal` would say the same, but listening to one
 * costs more than all else that is done for a sub-request.
 */
export interface Presence {
  readonly isGone: boolean;
  readonly onGone: (listener: () => void) => void;
  readonly offGone: (listener: () => void) => void;
}
