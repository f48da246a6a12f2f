/** What of decoded animations can be played: one number that is none would spoil a whole pose. */

import {
  type AnimationClip,
  type KeyframeTrack,
  type Mesh,
  type Object3D,
  PropertyBinding,
  QuaternionKeyframeTrack,
} from "three";
import { MOST_ANIMATION_SECONDS } from "../gltf/limits";

/** Metres, or a factor of scale: beyond it nothing can be drawn. */
const LARGEST = 1e9;

/** How many a property is; of shapes, as many as there are. */
const NUMBERS: Record<string, number> = { position: 3, quaternion: 4, scale: 3 };

const LEAST_LENGTH = 1e-6;

/** Have clips hold only tracks that are sound; answers the clips that are left, and whether all is. */
export function keepPlayable(
  root: Object3D,
  clips: AnimationClip[],
): { clips: AnimationClip[]; whole: boolean } {
  let whole = true;
  const kept = clips.filter((clip) => {
    clip.tracks = clip.tracks.filter((track) => {
      const sound = isSound(track);
      if (!sound) whole = false;
      return sound && fits(root, track);
    });
    clip.resetDuration();
    if (clip.tracks.length === 0) whole = false;
    return clip.tracks.length > 0;
  });
  return { clips: kept, whole };
}

function isSound(track: KeyframeTrack): boolean {
  const { times, values } = track;
  for (let key = 0; key < times.length; key++) {
    const time = times[key] as number;
    if (!(time >= 0 && time <= MOST_ANIMATION_SECONDS)) return false;
    if (key > 0 && time < (times[key - 1] as number)) return false;
  }
  if (!values.every((each) => Math.abs(each) <= LARGEST)) return false;
  return !(track instanceof QuaternionKeyframeTrack) || turns(track);
}

/** Whether each key of a rotation is one; those that are not of length 1 are made so. */
function turns({ times, values }: KeyframeTrack): boolean {
  const spline = values.length === times.length * 12;
  const [stride, first] = spline ? [12, 4] : [4, 0];
  for (let at = first; at < values.length; at += stride) {
    const length = Math.hypot(...values.subarray(at, at + 4));
    if (length < LEAST_LENGTH) return false;
    for (let axis = 0; axis < 4; axis++) values[at + axis] = (values[at + axis] as number) / length;
  }
  return true;
}

/** Whether what a track moves is there, and takes as many numbers: the loader asks too many meshes. */
function fits(root: Object3D, track: KeyframeTrack): boolean {
  const { nodeName, propertyName } = PropertyBinding.parseTrackName(track.name);
  const node = PropertyBinding.findNode(root, nodeName) as Object3D | null;
  if (!node) return false;
  const numbers = NUMBERS[propertyName] ?? (node as Mesh).morphTargetInfluences?.length ?? 0;
  const given = track.values.length / track.times.length;
  // A spline has three for each.
  return given === numbers || given === 3 * numbers;
}
