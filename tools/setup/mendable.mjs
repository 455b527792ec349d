const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

/**
 * Whether it is an error of the file system that the user can mend.
 * @param {unknown} error
 * @returns {error is NodeJS.ErrnoException}
 */
export const isMendable = (error) =>
  error instanceof Error && codes.includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '');
