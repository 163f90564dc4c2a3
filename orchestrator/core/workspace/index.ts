/** What a workspace file in TypeScript imports, as `colorteller/workspace`. */
export { defineWorkspace, type Workspace } from './define-workspace.ts';
export { phasePerWave, stackPerWave, waves, type WaveRegion } from './waves.ts';
export type { WorkspaceInput } from './written.ts';
