import { timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { hashOfKey, keyFile, readKeys, type KeyKind, type KeyScope } from './key-file.ts';

/** Whose keys SDKs may send. */
export interface SdkKeys {
  /** The environment that a key is of; undefined for a key that is unknown or revoked. Compared in constant time. */
  environmentOf(key: string): string | undefined;
}

/** Every key that opens something of a workspace, but for the control key. */
export interface WorkspaceKeys extends SdkKeys {
  /** Whether a text is a key of that kind; in constant time. */
  isKeyOf(kind: Exclude<KeyKind, 'server'>): (text: string) => boolean;
  /** Takes a key that lives as long as this process. */
  addEphemeral(key: string, scope: KeyScope): void;
}

type StoredKey = KeyScope & { hash: string };

/**
 * The keys of a workspace; what is created or revoked meanwhile by another process holds at once. A file that is damaged
 * opens nothing.
 * @param onDamage called once for each damaged content.
 */
export function openWorkspaceKeys(
  folder: string,
  onDamage: (error: unknown) => void = () => undefined,
): WorkspaceKeys {
  const ephemeral: StoredKey[] = [];
  let read: { version: string; keys: StoredKey[] } = { version: '', keys: [] };
  const stored = () => {
    const version = versionOf(keyFile(folder));
    if (version !== read.version) {
      read = { version, keys: [] };
      try {
        read.keys = readKeys(folder) as StoredKey[];
      } catch (error) {
        onDamage(error);
      }
    }
    return read.keys;
  };
  const find = (text: string): StoredKey | undefined => {
    const hash = Buffer.from(hashOfKey(text), 'hex');
    // Compares every hash, so that the time reveals nothing.
    const [fitting] = [...ephemeral, ...stored()].filter((key) =>
      timingSafeEqual(Buffer.from(key.hash, 'hex'), hash),
    );
    return fitting;
  };
  return {
    environmentOf: (key) => find(key)?.environment ?? undefined,
    isKeyOf: (kind) => (text) => find(text)?.kind === kind,
    addEphemeral: (key, scope) => void ephemeral.push({ ...scope, hash: hashOfKey(key) }),
  };
}

function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
}
