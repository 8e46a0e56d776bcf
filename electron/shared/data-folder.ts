import envPaths from 'env-paths';

/** Where the app keeps its data when no folder is named: the same for every way in, so that all see one work. */
export const defaultDataFolder = (): string => envPaths('M-Technik', { suffix: '' }).data;
