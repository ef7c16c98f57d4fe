"""People go to the issuing body in sub-batches, and come back one by one: 审核一批，发放一批."""
