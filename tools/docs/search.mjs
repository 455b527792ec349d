// What the search of the API documentation finds first.

/**
 * What people call a thing whose docstring calls it something else.
 * @type {Readonly<Record<string, string>>}
 */
export const otherWords = {};
