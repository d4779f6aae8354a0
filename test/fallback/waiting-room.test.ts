import { describe, expect, it } from 'vitest';
import { WaitingRoom } from '../../src/fallback/waiting-room.js';

const forEver = () => new Promise<void>(() => {});

function fill(room: WaitingRoom, places: number): void {
  for (let place = 0; place < places; place++) void room.wait(forEver);
}

describe('WaitingRoom', () => {
  it('waits as long as the pause takes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isOver = false;
    const waiting = new WaitingRoom()
      .wait(() => promise)
      .finally(() => {
        isOver = true;
      });
    await Promise.resolve();
    expect(isOver).toBe(false);
    resolve();
    expect(await waiting).toBe(true);
  });

  it('has a hundred places, and turns the next one away without a pause', async () => {
    const room = new WaitingRoom();
    fill(room, 99);
    const { promise, resolve } = Promise.withResolvers<void>();
    const last = room.wait(() => promise);
    expect(await room.wait(() => expect.fail('waited'))).toBe(false);
    resolve();
    expect(await last).toBe(true);
    expect(await room.wait(async () => {})).toBe(true);
  });

  it('gives a place back when its request is cancelled', async () => {
    const room = new WaitingRoom();
    fill(room, 99);
    const cancelled = room.wait(() => Promise.reject(new Error('enough')));
    await expect(cancelled).rejects.toThrow('enough');
    expect(await room.wait(async () => {})).toBe(true);
  });
});
