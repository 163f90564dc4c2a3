import { z } from 'zod';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { checkInputs, diffInputs } from '../resource-inputs.ts';
import type { Runtimes } from '../container-runtime.ts';
import { withoutNulls } from '../property-bag.ts';
import { GONE, type ResourceHandler } from '../resource-handler.ts';

/** What this provider supports of the inputs of `docker.RemoteImage` (package docker 5.2.0), by the same names. */
const imageSchema = z.strictObject({
  name: z.string().min(1),
  keepLocally: z
    .literal(true, 'no image is ever removed here: leave this out, or set it to true')
    .optional(),
});

/**
 * `docker:index/remoteImage:RemoteImage`: an image that is there already, on this machine's default host since the
 * resource has no labels to name another. It is never pulled, and never removed.
 */
export function remoteImageHandler(runtimes: Runtimes): ResourceHandler {
  return {
    check(_urn, _olds, news) {
      const inputs = withoutNulls(news);
      return { inputs, failures: checkInputs(imageSchema, inputs) };
    },
    diff: (olds, news) =>
      diffInputs(olds, news, {
        properties: Object.keys(imageSchema.shape),
        unordered: [],
        isReplacing: (property) => property === 'name',
        deleteBeforeReplace: false,
      }),
    async create(news) {
      const { name } = imageSchema.parse(news);
      const { id: imageId, repoDigest } = await runtimes(undefined).findImage(name);
      // As the stock provider writes it.
      return { id: `${imageId}${name}`, outs: { ...news, imageId, repoDigest } };
    },
    async read(id, props) {
      try {
        const { id: imageId, repoDigest } = await runtimes(undefined).findImage(
          String(props['name']),
        );
        return { id, props: { ...props, imageId, repoDigest } };
      } catch (error) {
        if (error instanceof AppError && error.code === 'IMAGE_MISSING') return GONE;
        throw error;
      }
    },
    update: (_id, { imageId, repoDigest }, news) =>
      Promise.resolve({ outs: { ...news, imageId, repoDigest } }),
    delete: () => Promise.resolve(),
  };
}
