/** Where the records of a log file are: the byte at which each record of so many begins. */
export interface RecordIndex {
  /** To be called for each record in order, with the byte at which it begins. */
  note(seq: number, offset: number): void;
  /** The bytes in which `most` records from `first` on are, and the number of the first record in them. */
  rangeOf(first: number, most: number, endBytes: number): { seq: number; from: number; to: number };
}

/** One entry for so many records: some 100 kB are read for one record at most. */
const STRIDE = 256;

export function createRecordIndex(): RecordIndex {
  const offsets: number[] = [];
  let firstSeq: number | undefined;
  return {
    note: (seq, offset) => {
      firstSeq ??= seq;
      if ((seq - firstSeq) % STRIDE === 0) offsets.push(offset);
    },
    rangeOf: (first, most, endBytes) => {
      const start = firstSeq ?? first;
      const block = Math.floor((first - start) / STRIDE);
      const blockAfter = Math.ceil((first - start + most) / STRIDE);
      return {
        seq: start + block * STRIDE,
        from: offsets[block] ?? endBytes,
        to: offsets[blockAfter] ?? endBytes,
      };
    },
  };
}
