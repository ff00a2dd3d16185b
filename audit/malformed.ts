/** Something from outside that is not in its format. The sentence never repeats what was read. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}
