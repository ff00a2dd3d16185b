/*
 * SHA-256 (FIPS 180-4) for surroundings whose own is asynchronous, as a browser's. Held against the
 * platform's in tests.
 */

/** The first 32 bits of the fractional parts of cube and square roots of the first primes. */
function constants(): { readonly rounds: Uint32Array; readonly start: Uint32Array } {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < 64; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32);
  return {
    rounds: Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
    start: Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
  };
}

const { rounds, start } = constants();
const schedule = new Int32Array(64);
const blockBytes = 64;

const at = (words: Uint32Array | Int32Array, index: number): number => words[index] ?? 0;
const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

export function sha256(bytes: Uint8Array): Uint8Array {
  const state = Int32Array.from(start);
  const whole = Math.floor(bytes.length / blockBytes) * blockBytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let from = 0; from < whole; from += blockBytes) mix(state, view, from);
  const tail = paddedTail(bytes, whole);
  const tailView = new DataView(tail.buffer);
  for (let from = 0; from < tail.length; from += blockBytes) mix(state, tailView, from);
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  state.forEach((word, index) => {
    out.setInt32(index * 4, word);
  });
  return digest;
}

function paddedTail(bytes: Uint8Array, from: number): Uint8Array {
  const rest = bytes.subarray(from);
  const tail = new Uint8Array(rest.length + 9 > blockBytes ? blockBytes * 2 : blockBytes);
  tail.set(rest);
  tail[rest.length] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(tail.length - 4, (bytes.length * 8) >>> 0);
  return tail;
}

function mix(state: Int32Array, block: DataView, from: number): void {
  fill(block, from);
  let [a, b, c, d] = [at(state, 0), at(state, 1), at(state, 2), at(state, 3)];
  let [e, f, g, h] = [at(state, 4), at(state, 5), at(state, 6), at(state, 7)];
  for (let round = 0; round < 64; round += 1) {
    const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = (h + high + ((e & f) ^ (~e & g)) + at(rounds, round) + at(schedule, round)) | 0;
    const low = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  add(state, 0, a, b, c, d);
  add(state, 4, e, f, g, h);
}

function fill(block: DataView, from: number): void {
  for (let word = 0; word < 16; word += 1) schedule[word] = block.getInt32(from + word * 4);
  for (let word = 16; word < 64; word += 1) {
    const far = at(schedule, word - 15);
    const near = at(schedule, word - 2);
    const farMixed = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    const nearMixed = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    schedule[word] = at(schedule, word - 16) + farMixed + at(schedule, word - 7) + nearMixed;
  }
}

function add(state: Int32Array, from: number, ...words: readonly number[]): void {
  words.forEach((word, index) => {
    state[from + index] = at(state, from + index) + word;
  });
}
