import { toAppError } from '../../../orchestrator/common/errors/to-app-error.ts';
import type { Lab } from '../labs/catalog.ts';
import type { LineResult } from '../labs/lab-script.ts';
import type { LabName, Slide, Typed } from './workshop-view.ts';
import type { Guide } from '../labs/guide.ts';

/** A lab that runs on the presenter's machine. */
export interface PresentedLab {
  /** Ends it, and removes what it deployed. */
  stop: () => Promise<void>;
}

/** What the projector shows: a slide of a lab, beside the lab itself. */
export interface Presentation {
  view(): PresentationView;
  /** Shows that slide, or the nearest that there is. */
  show(slide: number): void;
  /** Runs the next command of the slide, on the presenter's machine; nothing while one runs, or the lab does not. */
  run(): Promise<void>;
  /** Begins another lab, once the one before has ended. Unknown names change nothing. */
  begin(lab: string): Promise<void>;
  /** Calls a listener after each change, until the function that it returns is called. */
  onChange(listener: () => void): () => void;
  /** Ends what runs; nothing begins any more. */
  stop(): Promise<void>;
}

export interface PresentationView {
  labs: readonly LabName[];
  lab: string;
  slides: readonly Slide[];
  slide: number;
  typed: readonly Typed[];
  dashboard: string | null;
  problem: string | null;
}

export interface PresentationOptions {
  labs: readonly Lab[];
  /** The one that is shown first; nothing runs before `begin`. */
  first: Lab;
  /**
   * Starts a lab.
   * @param onPage receives the address of its dashboard, with the key of a session; again after a reset.
   */
  start: (lab: Lab, onPage: (pageUrl: string) => void) => Promise<PresentedLab>;
  /** Runs a command of the guide of the lab that runs. */
  type: (command: string) => Promise<LineResult>;
}

/** Of an output; the page gets the end of a longer one. */
const MOST_OUTPUT = 20_000;

export function createPresentation({
  labs,
  first,
  start,
  type,
}: PresentationOptions): Presentation {
  const listeners = new Set<() => void>();
  let lab = first;
  let slide = 0;
  /** By the slide, since the lab began. */
  let typed = new Map<number, Typed[]>();
  let running: PresentedLab | undefined;
  let dashboard: string | null = null;
  let problem: string | null = null;
  let isStopped = false;
  /** One after the other: two labs share their ports. */
  let turn: Promise<void> = Promise.resolve();

  const changed = () => listeners.forEach((listener) => listener());
  const end = async () => {
    const ending = running;
    running = undefined;
    dashboard = null;
    changed();
    await ending?.stop();
  };
  const run = async (requested: Lab) => {
    await end();
    // Another may have been chosen while this one waited for its turn.
    if (isStopped || lab !== requested) return;
    running = await start(requested, (pageUrl) => {
      if (lab !== requested) return;
      dashboard = pageUrl;
      changed();
    });
  };
  const inTurn = (job: () => Promise<void>) => {
    turn = turn.then(job).catch((error: unknown) => {
      problem = toAppError(error).message;
      changed();
    });
    return turn;
  };

  return {
    view: () => ({
      labs: labs.map(({ name, guide: { number, title } }) => ({ name, number, title })),
      lab: lab.name,
      slides: slidesOf(lab.guide),
      slide,
      typed: typed.get(slide) ?? [],
      dashboard,
      problem,
    }),
    show: (requested) => {
      slide = Math.max(0, Math.min(requested, slidesOf(lab.guide).length - 1));
      changed();
    },
    run: async () => {
      const lines = typed.get(slide) ?? [];
      const command = slidesOf(lab.guide)[slide]?.runs[lines.length];
      if (command === undefined || dashboard === null || lines.at(-1)?.exitCode === null) return;
      const line: Typed = { command, output: '', exitCode: null };
      typed.set(slide, [...lines, line]);
      changed();
      const result = await type(command).catch((error: unknown) => ({
        exitCode: 1,
        output: `${toAppError(error).message}\n`,
      }));
      Object.assign(line, { ...result, output: result.output.slice(-MOST_OUTPUT) });
      changed();
    },
    begin: async (name) => {
      const requested = labs.find((one) => one.name === name);
      if (requested === undefined) return;
      lab = requested;
      slide = 0;
      typed = new Map();
      problem = null;
      await inTurn(() => run(requested));
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      isStopped = true;
      await inTurn(end);
    },
  };
}

/** A lab for the projector: what it is about, its steps, and how it ends. */
function slidesOf(guide: Guide): Slide[] {
  const { number, title, goal, minutes, learn, story, steps, explanation } = guide;
  const lab = `Lab ${number}`;
  return [
    {
      place: `${lab} · ${minutes} min`,
      title,
      parts: [
        { kind: 'text', text: `**Goal:** ${goal}` },
        { kind: 'text', text: story },
        { kind: 'text', text: learn.map((line) => `- ${line}`).join('\n') },
        { kind: 'command', text: `npx colorteller lab start ${number}` },
      ],
      // It runs since the workshop began it.
      runs: [],
    },
    ...steps.map((step, index) => ({
      place: `${lab} · step ${index + 1} of ${steps.length}`,
      ...step,
      runs: linesOf(step.parts),
    })),
    {
      place: `${lab} · the end`,
      title: 'Check the goals',
      parts: [
        { kind: 'command', text: `npx colorteller lab check ${number}` },
        { kind: 'text', text: explanation },
      ],
      runs: [`npx colorteller lab check ${number}`],
    },
  ];
}

function linesOf(parts: Slide['parts']): string[] {
  return parts.filter(({ kind }) => kind === 'command').flatMap(({ text }) => text.split('\n'));
}
