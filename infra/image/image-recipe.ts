import { createHash } from 'node:crypto';
import path from 'node:path';
import type { NativePackage } from './native-packages.ts';

/** Where the image comes from: this machine's own Node, or a public base image. */
export type ImageRecipe =
  | {
      kind: 'from-scratch';
      /** Absolute path of this machine's node binary. */
      node: string;
      /** Absolute paths of its shared libraries; they keep their paths in the image. */
      libraries: readonly string[];
      /** Packages that the bundle loads at run time. */
      packages: readonly NativePackage[];
    }
  | { kind: 'base-image'; baseImage: string };

/** Raise it when a change of the recipe is not visible in the Dockerfile text. */
const RECIPE_VERSION = 2;

// The service keeps its last good config in /region, so that its user must own it.
const COMMON = `LABEL dev.colorteller.service=colorteller
COPY --chown=65532:65532 region/ /region/
WORKDIR /region
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 CONFIG_FILE=/region/config.json
EXPOSE 8080
STOPSIGNAL SIGTERM
USER 65532:65532
ENTRYPOINT ["/node","/app/main.cjs"]
COPY app/ /app/
`;

/**
 * The Dockerfile of a recipe. Its context holds `app/` with the bundle, an empty `region/` and, from scratch,
 * `runtime/` with Node and its libraries. The bundle comes last: an image of a changed service shares every other layer.
 */
export function dockerfileOf(recipe: ImageRecipe): string {
  if (recipe.kind === 'base-image') {
    return `FROM ${recipe.baseImage}\nRUN ln -s "$(command -v node)" /node\n${COMMON}`;
  }
  const folders = [...new Set(recipe.libraries.map((library) => path.dirname(library)))];
  // The image has no loader cache: without this, only the loader's built-in folders are searched.
  const search = folders.length > 0 ? `ENV LD_LIBRARY_PATH=${folders.join(':')}\n` : '';
  return `FROM scratch\nCOPY runtime/ /\n${search}${COMMON}`;
}

/**
 * Name of the image with exactly this content, `<repository>:<12 hex digits>`: equal for equal
 * bundles, Dockerfiles and node identities.
 */
export function imageTag(content: {
  repository: string;
  bundle: Uint8Array;
  dockerfile: string;
  nodeIdentity: string;
}): string {
  const hash = createHash('sha256');
  for (const part of [`${RECIPE_VERSION}`, content.dockerfile, content.nodeIdentity]) {
    hash.update(`${part.length}:${part}`);
  }
  hash.update(content.bundle);
  return `${content.repository}:${hash.digest('hex').slice(0, 12)}`;
}
