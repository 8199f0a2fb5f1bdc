"""What a report says of a review: facts first, then the files made of them."""
