import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Message, Plugin } from 'esbuild';
import { distPath } from '../../../common/package-root.ts';
import { fingerprint } from '../fingerprint.ts';
import type { SourceKind, SourceProblem } from './protocol.ts';

/** What `colorteller/workspace` is, also where the package is not installed. */
const OWN_MODULE = distPath('orchestrator/core/workspace/index.js');

/** What `colorteller/program` is when it runs: it stands in the bundle, which outlives this installation. */
const PROGRAM_MODULE = 'export const defineProgram = (program) => program;';

/** What programs share with the engines, see `infra/program/packages.ts`. */
const SHARED_PACKAGES = ['@pulumi/pulumi', '@pulumi/docker'];

/** Marks the questions that the plugin itself asks. */
const ASKED = Symbol('asked by the plugin');

/** What esbuild makes of a workspace file. */
export interface Bundle {
  /** Every file that it was made of, and each that is missing, with the fingerprint of what was read. */
  inputs: Map<string, string>;
  /** Empty: the bundle is written. */
  problems: SourceProblem[];
}

/**
 * Bundles a TypeScript file with all that it imports by relative paths. Packages are left to Node.js.
 * @param file absolute path.
 * @param outfile receives the bundle.
 */
export async function bundle(file: string, outfile: string, kind: SourceKind): Promise<Bundle> {
  const { build } = await import('esbuild');
  const inputs = new Map<string, string>();
  try {
    await build({
      absWorkingDir: path.dirname(file),
      entryPoints: [file],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      sourcemap: 'inline',
      // Of a program, some are nowhere else.
      sourcesContent: kind === 'program',
      logLevel: 'silent',
      // What a file means must not depend on settings that lie somewhere above it.
      tsconfigRaw: {},
      define: {
        ...Object.fromEntries(
          Object.entries(META).map(([name, constant]) => [`import.meta.${name}`, constant]),
        ),
        ...(kind === 'program' && { 'process.exit': ENDING, 'process.abort': ENDING }),
      },
      ...(kind === 'program' && { banner: { js: NO_ENDING } }),
      plugins: [...(kind === 'program' ? [programModules] : []), sources(inputs)],
    });
    return { inputs, problems: [] };
  } catch (error) {
    const errors = error instanceof Error && 'errors' in error ? (error.errors as Message[]) : [];
    if (errors.length === 0) throw error;
    for (const missing of errors.flatMap((message) => missingFiles(message, file))) {
      inputs.set(missing, await fingerprint(missing));
    }
    return { inputs, problems: errors.map((message) => problemOf(message, file)) };
  }
}

/** What a module of a bundle knows of itself, by the names of constants: a bundle lies elsewhere. */
const META = {
  url: '__colorteller_url',
  filename: '__colorteller_filename',
  dirname: '__colorteller_dirname',
};

/** What a program calls that would end its process: that is the orchestrator's. */
const ENDING = '__colorteller_ending';
const NO_ENDING = `const ${ENDING} = () => { throw new Error('it would end the process of the orchestrator: throw an error instead'); };`;

/** What only a program can import. */
const programModules: Plugin = {
  name: 'colorteller-program',
  setup: (build) => {
    build.onResolve({ filter: /^colorteller\/program$|^@pulumi\// }, ({ path: name }) => {
      if (!name.startsWith('@pulumi/') || SHARED_PACKAGES.includes(name)) {
        return { path: name, namespace: 'colorteller-program' };
      }
      const text = `a program cannot import "${name}": of Pulumi's packages it has ${SHARED_PACKAGES.join(' and ')}`;
      return { errors: [{ text }] };
    });
    build.onLoad({ filter: /./, namespace: 'colorteller-program' }, ({ path: name }) => ({
      contents: name.startsWith('@pulumi/')
        ? `module.exports = globalThis.__colorteller_packages['${name}'];`
        : PROGRAM_MODULE,
    }));
  },
};

/** Reads the sources, and resolves packages as each file that imports them would. */
function sources(inputs: Map<string, string>): Plugin {
  return {
    name: 'colorteller-sources',
    setup: (build) => {
      build.onResolve({ filter: /./ }, async ({ path: name, pluginData, ...asked }) => {
        if (pluginData === ASKED || asked.kind === 'entry-point') return undefined;
        if (name === 'colorteller/workspace') {
          return { path: pathToFileURL(OWN_MODULE).href, external: true };
        }
        const found = await build.resolve(name, { ...asked, pluginData: ASKED });
        const isOfPackage = /[\\/]node_modules[\\/]/.test(found.path);
        if (found.errors.length > 0 || found.external || !isOfPackage) return found;
        return { path: pathToFileURL(found.path).href, external: true };
      });
      build.onLoad({ filter: /./, namespace: 'file' }, async ({ path: file }) => {
        // Before it is read: what changes meanwhile is read once more.
        inputs.set(file, await fingerprint(file));
        const loader = loaderOf(file);
        const text = await readFile(file, 'utf8');
        return loader === undefined || !text.includes('import.meta')
          ? undefined
          : { contents: constantsOf(file) + text, loader };
      });
    },
  };
}

/** On the first line, so that each line keeps its number. */
function constantsOf(file: string): string {
  const values = {
    url: pathToFileURL(file).href,
    filename: file,
    dirname: path.dirname(file),
  };
  const constants = Object.entries(values).map(
    ([name, value]) => `${META[name as keyof typeof values]} = ${JSON.stringify(value)}`,
  );
  return `const ${constants.join(', ')}; `;
}

function loaderOf(file: string): Loader | undefined {
  if (/\.[cm]?ts$/.test(file)) return 'ts';
  return /\.[cm]?js$/.test(file) ? 'js' : undefined;
}

function problemOf({ text, location }: Message, file: string): SourceProblem {
  return {
    file: location === null ? file : path.resolve(path.dirname(file), location.file),
    line: location?.line ?? 1,
    message: text,
  };
}

/** The files that an import means which found none. */
function missingFiles({ text, location }: Message, file: string): string[] {
  const name = /^Could not resolve "(\.[^"]*)"/.exec(text)?.[1];
  if (name === undefined || location === null) return [];
  const missing = path.resolve(path.dirname(file), path.dirname(location.file), name);
  return [missing, `${missing}.ts`, missing.replace(/js$/, 'ts')];
}
