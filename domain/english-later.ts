/** For the page: most of its readers are Poles, and `learn` brings English to those who are not. */
export const english: Readonly<Record<string, string>> = {};
