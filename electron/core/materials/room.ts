import { spaceOf } from '../files/disk.ts';

const MIB = 1024 * 1024;
/** Materials are the first to make way for everything else on the disk: below this, or a twentieth of a small one, none comes. */
const LEAVE_FREE = 256 * MIB;

/** @throws ENOSPC where so many bytes would leave too little room on the disk of `folder` */
export async function needRoom(folder: string, bytes: number): Promise<void> {
  const space = await spaceOf(folder);
  if (space === undefined || space.free - bytes >= Math.min(LEAVE_FREE, space.size / 20)) return;
  throw Object.assign(new Error('The disk is too full for a material'), { code: 'ENOSPC' });
}
