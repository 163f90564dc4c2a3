/** Name of the Pulumi project that every stack belongs to, whichever engine runs it. */
export const PROJECT = 'colorteller';
