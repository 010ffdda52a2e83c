/** At most 80 characters each. */
export const buttons = {
  again: 'Again',
  more: 'More style',
  less: 'Less style',
  style: 'Another style',
  larger: 'Larger',
  timelapse: 'Time-lapse',
  tweak: 'Tweak',
  keep: 'Keep',
  delete: 'Delete',
  cancel: 'Cancel',
  previous: 'Previous',
  next: 'Next',
  forget: 'Delete everything',
};
