import { type FleetProcess, PHASE_REGIONS } from './fleet-process.ts';
import { answersColor, regionsAreSettled, stateIs } from './fleet-waits.ts';
import { PHASED_CONFIG } from './phased-definition.ts';

const BY = { actor: 'bench', reason: null };
const COLORS = ['purple', 'green'];

/** Releases one phase after the other. */
export interface PhaseReleases {
  /** Approves the next phase, of another release where there is none; milliseconds until its regions answer. */
  next(): Promise<number>;
}

/** Resolves when every region has answered for the first time. */
export async function phaseReleases(fleet: FleetProcess): Promise<PhaseReleases> {
  const { client } = fleet;
  const phases = fleet.regions / PHASE_REGIONS;
  let released = 0;
  let release = '';
  await stateIs(client, regionsAreSettled);

  return {
    next: async () => {
      const phase = released % phases;
      const color = COLORS[Math.floor(released / phases) % COLORS.length] ?? '';
      released += 1;
      if (phase === 0) {
        const change = { set: { color }, ...BY };
        release = (await client.changeConfig(PHASED_CONFIG, change)).release?.id ?? '';
      }
      const id = `phase-${phase}`;
      await stateIs(client, ({ releases }) => {
        const phaseView = releases.find((candidate) => candidate.id === release)?.phases[phase];
        return phaseView?.status === 'waiting-for-review';
      });
      const startedAt = performance.now();
      await client.act(release, 'approve', { phase: id, ...BY });
      // One after the other: to poll all at once repeatedly would distort the measurement.
      for (const url of fleet.urlsOf(phase)) await answersColor(url, color);
      const took = performance.now() - startedAt;
      await stateIs(client, regionsAreSettled);
      return took;
    },
  };
}
