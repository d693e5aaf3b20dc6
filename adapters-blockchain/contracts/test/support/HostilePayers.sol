// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {CommandGateway} from "../../src/CommandGateway.sol";

/// @notice A contract that submits commands, and does what its subtype wants when it is refunded.
abstract contract ContractPayer {
    CommandGateway internal immutable gateway;

    constructor(CommandGateway gateway_) payable {
        gateway = gateway_;
    }

    function submit(bytes calldata envelope, uint256 feeWei) external returns (uint256) {
        return gateway.submit{value: feeWei}(envelope);
    }

    function withdrawCredit(address payable to) external {
        gateway.withdrawCredit(to);
    }
}

/// @notice Takes a refund and notes the gas it came with, as cheaply as that can be told.
contract GasNotingPayer is ContractPayer {
    event Received(uint256 gasGiven);

    constructor(CommandGateway gateway_) payable ContractPayer(gateway_) {}

    receive() external payable {
        emit Received(gasleft());
    }
}

contract RevertingPayer is ContractPayer {
    bool public accepting;

    constructor(CommandGateway gateway_) payable ContractPayer(gateway_) {}

    function relent() external {
        accepting = true;
    }

    receive() external payable {
        require(accepting, "no, thank you");
    }
}

contract GasBurningPayer is ContractPayer {
    constructor(CommandGateway gateway_) payable ContractPayer(gateway_) {}

    receive() external payable {
        while (true) {}
    }
}

/// @notice Answers a refund with as much data as its gas allows, to make the sender copy it.
contract ReturnBombPayer is ContractPayer {
    bool private immutable reverting;

    constructor(CommandGateway gateway_, bool reverting_) payable ContractPayer(gateway_) {
        reverting = reverting_;
    }

    receive() external payable {
        bool failing = reverting;
        assembly {
            if failing { revert(0, 50000) }
            return(0, 50000)
        }
    }
}

/// @notice Needs more gas than a refund is sent with, but takes ether that comes with enough.
contract GasHungryPayer is ContractPayer {
    uint256 public received;

    constructor(CommandGateway gateway_) payable ContractPayer(gateway_) {}

    receive() external payable {
        received += msg.value;
    }
}

/// @notice Reclaims another of its commands while it is being refunded, and takes the refund only where that works.
contract ReclaimingPayer is ContractPayer {
    uint256 private immutable other;

    constructor(CommandGateway gateway_, uint256 other_) payable ContractPayer(gateway_) {
        other = other_;
    }

    receive() external payable {
        gateway.reclaim(other);
    }
}

/// @notice Takes a refund only where the gateway tells its surplus in the middle of the settlement.
contract SurplusReadingPayer is ContractPayer {
    constructor(CommandGateway gateway_) payable ContractPayer(gateway_) {}

    receive() external payable {
        gateway.surplus();
    }
}

/// @notice Calls back into the gateway when it is paid with all gas, and goes on whether that works or not.
contract ReentrantAccount is ContractPayer {
    bytes private planned;
    bool public tried;
    bool public succeeded;

    constructor(CommandGateway gateway_) payable ContractPayer(gateway_) {}

    function plan(bytes calldata call_) external {
        planned = call_;
    }

    /// @notice Calls the gateway as this account, which may be its owner or its settler.
    function act(bytes calldata call_) external {
        (bool success, bytes memory data) = address(gateway).call(call_);
        assembly {
            if iszero(success) { revert(add(data, 32), mload(data)) }
        }
    }

    receive() external payable {
        if (planned.length == 0) return;
        tried = true;
        (succeeded,) = address(gateway).call(planned);
    }
}

/// @notice Sends its ether where nobody asked for it (EIP-6780 keeps that for a contract that ends where it began).
contract EtherForcer {
    constructor(address payable target) payable {
        selfdestruct(target);
    }
}
