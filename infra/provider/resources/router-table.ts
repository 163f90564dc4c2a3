import { z } from 'zod';
import { shortHash } from '../../../orchestrator/common/hash.ts';
import { ADMIN_PREFIX } from '../../../services/router/admin.ts';
import { tableSchema, type Table } from '../../../services/router/table.ts';
import type { Runtimes } from '../container-runtime.ts';
import type { ResourceHandler } from '../resource-handler.ts';
import { deliveryShape } from './region-config.ts';
import { deliveryHandler } from './region-delivery.ts';
import type { Question, ReadinessDeps } from './region-readiness.ts';

/** Inputs of `colorteller:index:RouterTable`, see infra/program/cells.ts. */
const routerTableSchema = z.strictObject({
  ...deliveryShape,
  table: z.strictObject(tableSchema.shape).pick({ shardBy: true, cells: true }),
});

const healthSchema = z.object({
  ready: z.boolean(),
  version: z.string().nullable(),
  problem: z.string().nullable(),
});

type RouterTableInputs = z.infer<typeof routerTableSchema>;
type RouterHealth = z.infer<typeof healthSchema>;

const HEALTH: Question<RouterHealth> = {
  path: `${ADMIN_PREFIX}health`,
  schema: healthSchema,
  says: ({ version }) => `has table ${version ?? 'none'}`,
  problemPath: `${ADMIN_PREFIX}health`,
};

/** `colorteller:index:RouterTable`: says to the router of a region how it splits the traffic over the region's cells. */
export function routerTableHandler(runtimes: Runtimes, deps: ReadinessDeps): ResourceHandler {
  return deliveryHandler<RouterTableInputs, RouterHealth>(
    {
      schema: routerTableSchema,
      property: 'table',
      nullable: 'shardBy',
      isSecret: () => false,
      document: tableOf,
      asInput: ({ shardBy, cells }) => ({ shardBy, cells }),
      goal: (inputs) => {
        const { version } = tableOf(inputs);
        return {
          question: HEALTH,
          words: `take in table ${version} of its router`,
          action: 'Correct the cells of the region, then update again.',
          isReady: (answer) => answer.version === version,
        };
      },
    },
    runtimes,
    deps,
  );
}

/** The version follows from the rest: the router says which table it has. */
function tableOf({
  region,
  table,
}: RouterTableInputs): Pick<Table, 'version' | 'region' | 'shardBy' | 'cells'> {
  return { version: shortHash(JSON.stringify(table)), region, ...table };
}
