import { createRequire, Module } from 'node:module';

/**
 * What the Pulumi SDK loads only to serialize functions into the cloud, which no program of ours does: a compiler and a
 * package manager, more than half of its time to start and of what it holds. Each is loaded when something of it is used.
 * Import this before anything of @pulumi.
 */
const UNUSED = [
  'typescript',
  // What the SDK takes where there is no TypeScript, as where this package is installed from a registry.
  './vendor/typescript@3.8.3/typescript.js',
  '@npmcli/arborist',
];

const sdk = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json'));
for (const name of UNUSED) {
  const file = locate(name);
  if (file !== undefined) loadLater(file);
}

function locate(name: string): string | undefined {
  try {
    return sdk.resolve(name);
  } catch {
    return undefined;
  }
}

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
