"""Words of no domain: ids, days, reach, actions, sealing. It imports no other package of ours."""
