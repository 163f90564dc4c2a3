import path from 'node:path';
import { packageRoot } from '../../orchestrator/common/package-root.ts';

/** The folder of the policies that come with ColorTeller. */
export const builtInPack = path.join(packageRoot, 'infra/policy/pack');
