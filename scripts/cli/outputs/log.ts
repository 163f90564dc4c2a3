import { z } from 'zod';
import type { Compaction } from '../../../orchestrator/runtime/store/compact-log.ts';
import type { Repair } from '../render/render-repair.ts';
import { count, text } from '../../../orchestrator/common/field.ts';

export const compaction: z.ZodType<Compaction> = z
  .object({
    segment: text('Name of the new segment; null when no record was left to seal').nullable(),
    records: count('How many records went into it'),
    segments: count('How many segments there are afterwards'),
    sealedRecords: count('The records in all of them'),
    bytesBefore: count('Size of the log file before'),
    bytesAfter: count('Size of the log file after'),
    segmentBytes: count('Size of the new segment'),
  })
  .describe('What the compaction did.');

export const repair: z.ZodType<Repair> = z
  .object({
    file: text('The log'),
    condition: z
      .enum(['absent', 'whole', 'torn', 'damaged', 'foreign', 'too-new', 'segment-damaged'])
      .describe(
        'torn: a crash cut its last record; damaged: something changed what was written; foreign: its first line is not ours; too-new: a newer ColorTeller wrote it; segment-damaged: a sealed part is missing or broken',
      ),
    records: count('Whole records before the first thing that is wrong'),
    restBytes: count('Bytes from there on'),
    damage: z
      .object({
        line: count('Counted from 1; the header is line 1'),
        why: text('What is wrong with it'),
        linesAfter: count('Lines after the damaged one'),
        recordsAfter: count('How many of them are still whole records'),
        isTooNew: z.boolean().describe('Nothing is broken: a newer ColorTeller wrote this log'),
      })
      .nullable()
      .describe('The first line that cannot be read'),
    segmentProblem: text('What is wrong with a segment; null where they are whole').nullable(),
    copy: text('The log as it was before it was cut; null when it was not').nullable(),
    damagedFiles: z
      .array(
        z.object({
          file: text('Its path'),
          consequence: text('What becomes of what it held, once it is moved away'),
          copy: text('Where it was moved to; null while it was not').nullable(),
        }),
      )
      .describe('Other state files of the workspace that cannot be read'),
  })
  .describe('What is wrong with the log and the other state files, and what was done.');

export const exported = z
  .object({
    file: text('The file that was written, absolute'),
    events: count('How many events are in it'),
  })
  .describe(
    'What was written, with --out FILE. Without it the export itself is printed: JSON lines, with --json or not.',
  );

export const imported = z
  .object({
    workspace: text('The folder of the workspace'),
    events: count('How many events its log has'),
    exportedAt: z.iso.datetime().describe('When it was exported'),
  })
  .describe('What was imported.');

export type Exported = z.infer<typeof exported>;
export type Imported = z.infer<typeof imported>;
