// The package exports its function as the default.
/* eslint-disable import-x/no-default-export */
declare module 'write-file-atomic' {
  export default function writeFileAtomic(
    file: string,
    content: string,
    options: { mode?: number; tmpfileCreated?: (draft: string) => Promise<void> },
  ): Promise<void>;
}
