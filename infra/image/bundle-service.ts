import path from 'node:path';
import { build } from 'esbuild';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { packageRoot } from '../../orchestrator/common/package-root.ts';

/**
 * The service of a region with everything it needs, as one CommonJS file for plain Node 20 or newer.
 * The source is bundled when this runs from source, the compiled service when this is compiled.
 * @throws AppError SETUP_FAILED when the service does not bundle.
 */
export async function bundleService(): Promise<Uint8Array> {
  const extension = path.extname(import.meta.filename);
  const entry = path.join(import.meta.dirname, `../../services/colorteller/main${extension}`);
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      // Paths in the output are relative to this: the same bundle comes from every checkout.
      absWorkingDir: packageRoot,
      outfile: 'main.cjs',
      bundle: true,
      write: false,
      platform: 'node',
      // The native part of Statsig's SDK is no JavaScript: it lies beside the bundle, see native-packages.ts.
      external: ['@statsig/statsig-node-core-*', './statsig-node-core.*.node'],
      target: 'node20',
      format: 'cjs',
      minifySyntax: true,
      minifyWhitespace: true,
      keepNames: true,
      legalComments: 'none',
      logLevel: 'silent',
    });
    const [file] = outputFiles;
    if (file === undefined) throw new Error('esbuild gave no output');
    return file.contents;
  } catch (error) {
    throw new AppError('SETUP_FAILED', `the service does not bundle: ${messageOf(error)}`, {
      action: 'Run npm ci, then try again.',
      cause: error,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
