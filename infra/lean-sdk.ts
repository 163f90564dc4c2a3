import { createRequire, Module } from 'node:module';

/**
 * What the Pulumi SDK loads only to serialize functions into the cloud, which no program of ours does: a compiler and a
 * package manager, more than half of its time to start and of what it holds. Each is loaded when something of it is used.
 * Import this before anything of @pulumi.
 */
const UNUSED = ['typescript', '@npmcli/arborist'];

const sdk = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json'));
for (const name of UNUSED) loadLater(sdk.resolve(name));

function loadLater(file: string): void {
  if (sdk.cache[file] !== undefined) return;
  let loaded: object | undefined;
  const load = (): object => {
    Reflect.deleteProperty(sdk.cache, file);
    return (loaded ??= sdk(file) as object);
  };
  const later = new Module(file);
  later.filename = file;
  later.loaded = true;
  later.exports = new Proxy(
    {},
    {
      // What a compiled `import * as` asks first, to make no copy.
      get: (_, key) => (key === '__esModule' ? true : (Reflect.get(load(), key) as unknown)),
      has: (_, key) => key in load(),
    },
  );
  sdk.cache[file] = later;
}
