const seconds = (time: number) => time.toFixed(1);

export const motion = {
  label: "Motion",
  play: "Play the animation",
  pause: "Pause the animation",
  loop: "Repeat the animation",
  time: "Time in the animation",
  timeOf: (time: number, duration: number) => `${seconds(time)} of ${seconds(duration)} seconds`,
  clock: (time: number, duration: number) => `${seconds(time)} / ${seconds(duration)} s`,
  animation: "Animation",
  variant: "Variant",
  firstVariant: "As delivered",
  camera: "Camera",
  ownCamera: "Free camera",
  turntable: "Turntable",
  keys: "Space plays and pauses its animation, comma and full stop step through it.",
};
