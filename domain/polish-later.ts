/** For the page: its first screen says none of them, and `learn` brings them before anything that does. */
export const polish: Readonly<Record<string, string>> = {};
