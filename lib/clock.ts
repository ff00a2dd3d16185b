/** Time comes in as an argument, so that tests move it instead of waiting. */
export interface Clock {
  readonly now: () => Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Whole seconds since 1970, the unit of JSON Web Token claims (RFC 7519, NumericDate). */
export const epochSeconds = (clock: Clock): number => Math.floor(clock.now().getTime() / 1000);
