/** A list of numbers that grows in one typed array. */
export interface NumberList {
  readonly push: (value: number) => void;
  readonly get: (at: number) => number;
  readonly set: (at: number, value: number) => void;
  readonly length: () => number;
}

type Numbers = Uint8Array | Uint32Array | Float64Array;

export function numberList(kind: 'u8' | 'u32' | 'f64'): NumberList {
  const make = (size: number): Numbers => {
    if (kind === 'u8') return new Uint8Array(size);
    return kind === 'u32' ? new Uint32Array(size) : new Float64Array(size);
  };
  let numbers = make(1024);
  let count = 0;
  const reserve = (size: number): void => {
    if (size <= numbers.length) return;
    const grown = make(Math.max(size, numbers.length * 2));
    grown.set(numbers);
    numbers = grown;
  };
  return {
    push: (value) => {
      reserve(count + 1);
      numbers[count] = value;
      count += 1;
    },
    get: (at) => numbers[at] ?? 0,
    set: (at, value) => {
      reserve(at + 1);
      numbers[at] = value;
      count = Math.max(count, at + 1);
    },
    length: () => count,
  };
}
