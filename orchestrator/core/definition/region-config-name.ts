/** The dynamic config that regions read. */
export const REGION_CONFIG = 'colorteller';
